"""What lies encrypted at rest: seal pictures for tokens, people's own keys for their passwords."""
