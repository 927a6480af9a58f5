#ifndef CINNABAR_CSQLITE_SHIM_H
#define CINNABAR_CSQLITE_SHIM_H

#if __has_include(<sqlite3.h>)
#include <sqlite3.h>
#else
#error "sqlite3.h is missing: install libsqlite3-dev (Debian, Ubuntu) or sqlite-devel (Fedora)"
#endif

// Swift cannot call C variadics.
static inline int cinnabar_sqlite3_db_config(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

// The setting as it is now, 0 or 1; -1 when the library does not know it.
static inline int cinnabar_sqlite3_db_config_value(sqlite3 *db, int option) {
    int value = -1;
    return sqlite3_db_config(db, option, -1, &value) == SQLITE_OK ? value : -1;
}

// SQLITE_TRANSIENT is a cast that Swift does not import.
static inline int cinnabar_sqlite3_bind_text(sqlite3_stmt *stmt, int index, const char *text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(stmt, index, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int cinnabar_sqlite3_bind_blob(sqlite3_stmt *stmt, int index, const void *bytes, sqlite3_uint64 length) {
    return sqlite3_bind_blob64(stmt, index, bytes, length, SQLITE_TRANSIENT);
}

#endif
