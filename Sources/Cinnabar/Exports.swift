@_exported public import CinnabarEngine
@_exported public import CinnabarORM
@_exported public import CinnabarSQL
