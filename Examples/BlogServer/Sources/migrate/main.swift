import BlogServer
import CinnabarMigrationsCLI
import CinnabarPostgreSQL
import CinnabarSQLite

await MigrationTool(
    BlogDatabase.models, revisions: BlogDatabase.history, drivers: [.sqlite, .postgreSQL],
    database: "sqlite:///blog.db", file: BlogDatabase.file
).run()
