"""SMS: the morning run, one message on its way, and what goes wrong there."""
