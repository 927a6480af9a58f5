@_exported public import CinnabarSQL
