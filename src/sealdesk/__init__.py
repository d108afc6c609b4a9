"""SealDesk (电子公章用印工作台): the workbench of an electronic seal's custodian."""

__version__ = "0.1.0"
