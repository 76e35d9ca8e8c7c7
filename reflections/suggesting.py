"""What give and take can suggest to somebody, by what brings them.

The place for open asks: a function under `@source(...)`, as `partners.suggesting` describes and
`meetings.suggesting` shows. An ask for time or skills serves people who want to help others; an
offer of training, those who want to learn. Nothing may tell from it what a person owes.
"""
