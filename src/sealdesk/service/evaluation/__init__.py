"""The evaluation workspace: everything real but the people, made in one go, to try and to train with."""
