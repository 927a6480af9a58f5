@_exported public import CinnabarMigrations
