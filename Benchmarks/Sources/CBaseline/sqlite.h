#ifndef BASELINE_SQLITE_H
#define BASELINE_SQLITE_H

#include "user.h"

#include <sqlite3.h>
#include <stdlib.h>

struct baseline_sqlite {
    sqlite3 *db;
    sqlite3_stmt *scan;
    sqlite3_stmt *point;
};

// Makes a struct of the current row.
void baseline_sqlite_read(sqlite3_stmt *statement, baseline_user *user);

#endif
