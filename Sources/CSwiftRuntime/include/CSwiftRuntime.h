#ifndef CINNABAR_CSWIFTRUNTIME_H
#define CINNABAR_CSWIFTRUNTIME_H

// Retains an object of which there may be no reference any more, only its memory; NULL when its deinit is due.
// The runtime exports it (RefCount.h, HeapObject.cpp): weak references end in the same check. Swift cannot declare it.
extern void *swift_tryRetain(void *object);

#endif
