"""The screens of a sitting, from the rules to the result."""
