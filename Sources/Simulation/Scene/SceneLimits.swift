/// Bounds that keep a scene file from taking the machine's memory or its time.
enum SceneLimits {
    static let lines = 32
    /// Unit identifiers 1 to 247 on one RS-485 line (Modbus over Serial Line V1.02, 2.2).
    static let units = 1...247
    static let events = 1000
    static let relayModules = 64
    static let outlets = 1000
    static let wattHours: Int64 = 10_000_000_000
    /// A model is advanced from the start in steps of a minute; more than this would keep a line silent too long.
    static let catchUpMilliseconds: Int64 = 400 * 86_400_000
}
