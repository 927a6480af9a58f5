// A C target needs one source file; everything here is in the header.
