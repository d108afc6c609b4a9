"""Who may use which seal on what, with whose approval: pure functions over data."""
