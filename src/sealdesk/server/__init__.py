"""The centre: takes in workstations' ledgers, holds each to one history, answers with its signature."""
