"""The pages of meetings and resources."""
