#ifndef CINNABAR_CLIBPQ_SHIM_H
#define CINNABAR_CLIBPQ_SHIM_H

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#elif __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#error "libpq-fe.h is missing: install libpq-dev (Debian, Ubuntu) or libpq-devel (Fedora)"
#endif

#endif
