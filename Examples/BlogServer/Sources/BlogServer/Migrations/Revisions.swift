// Written by the command line, with every new revision: do not edit.
import CinnabarMigrations

/// The history of the database, oldest first.
let revisions: [Revision] = [
    revision7bcee2b0,
    revisiond28e0185,
    revision5e67ef6e,
    revision2d1dde87,
    revision7416221d,
]
