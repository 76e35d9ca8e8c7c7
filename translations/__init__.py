"""In which words: what each person can read, and who cannot read it yet."""
