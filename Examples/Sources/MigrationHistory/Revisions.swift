// Written by the command line, with every new revision: do not edit.
import CinnabarMigrations

/// The history of the database, oldest first.
let revisions: [Revision] = [
    revision7096ce93,
    revision185a5bad,
    revision12cd7d6a,
]
