"""What trainers use while they write."""
