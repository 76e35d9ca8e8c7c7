"""The demo world: people to be, a mailbox to read. Installed only when DEMO is on."""
