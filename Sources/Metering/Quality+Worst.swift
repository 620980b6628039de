extension Quality: Comparable {
    /// The more trustworthy one is less.
    public static func < (left: Quality, right: Quality) -> Bool { left.rawValue < right.rawValue }

    /// The less trustworthy of two: what is computed from both is no better than it.
    public static func worst(_ left: Quality, _ right: Quality) -> Quality {
        left.rawValue >= right.rawValue ? left : right
    }
}
