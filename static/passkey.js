// A passkey that fails says so on the page. The rest of the script comes with django-allauth.
document.addEventListener("allauth.error", () => {
  document.getElementById("passkey-problem")?.removeAttribute("hidden");
});
