"""The use cases, one module each. Every gate sits here, so that no face can go around it."""
