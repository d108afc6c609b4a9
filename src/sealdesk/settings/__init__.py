"""Where a workspace keeps what, what its owner chose, and where its secrets lie."""
