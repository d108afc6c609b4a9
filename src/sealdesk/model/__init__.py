"""The domain's words as frozen dataclasses and enums; no behaviour beyond what their own fields decide."""
