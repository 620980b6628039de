extension UTCTime {
    /// From 1970 to the end of 9999: what RFC 3339 can write and arithmetic can bear.
    static let representable = UTCTime(milliseconds: 0)...UTCTime(milliseconds: 253_402_300_799_999)
}
