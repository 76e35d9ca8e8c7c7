"""Addresses of the demo. Exist in demo mode only."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("", views.people, name="people"),
    path("<int:pk>/sign-in/", views.sign_in, name="sign_in"),
    path("mail/", views.mail, name="mail"),
    path("mail/<str:name>/", views.message, name="message"),
    path("mail/<str:name>/html/", views.message_html, name="message_html"),
]
