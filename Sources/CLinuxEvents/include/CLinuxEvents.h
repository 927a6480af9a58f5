#ifndef CINNABAR_CLINUXEVENTS_H
#define CINNABAR_CLINUXEVENTS_H

#ifdef __linux__
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// Macros with casts are not imported.
static const unsigned int CINNABAR_EPOLLIN = EPOLLIN;
static const unsigned int CINNABAR_EPOLLOUT = EPOLLOUT;
static const unsigned int CINNABAR_EPOLLERR = EPOLLERR;
static const unsigned int CINNABAR_EPOLLHUP = EPOLLHUP;
static const unsigned int CINNABAR_EPOLLRDHUP = EPOLLRDHUP;
static const unsigned int CINNABAR_EPOLLET = EPOLLET;
static const int CINNABAR_EPOLL_CLOEXEC = EPOLL_CLOEXEC;
static const int CINNABAR_EFD_CLOEXEC = EFD_CLOEXEC;
static const int CINNABAR_EFD_NONBLOCK = EFD_NONBLOCK;

// A GNU extension that <pthread.h> hides from Swift.
extern int pthread_setname_np(pthread_t thread, const char *name);
static inline void cinnabar_name_this_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
#endif

#endif
