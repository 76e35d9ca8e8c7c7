"""What people are told about agreements: signing, duties, reviews, answers."""
