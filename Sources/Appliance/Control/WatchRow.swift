/// One meter as it stands now: what its display would show, how old that is, and whether it answers.
public struct WatchRow: Codable, Hashable, Sendable {
    public var bus: String
    public var device: String
    public var unit: Int
    /// Label on the chain.
    public var meter: String?
    public var isCommunicating: Bool
    /// Nil where the model has no such quantity, as the others.
    public var voltage: WatchValue?
    public var current: WatchValue?
    public var power: WatchValue?
    /// Active energy imported; a water meter's volume.
    public var energy: WatchValue?

    /// In the order of the table.
    var values: [WatchValue] { [self.voltage, self.current, self.power, self.energy].compactMap { $0 } }

    /// How old the oldest value is; nil where one was never read.
    public var ageSeconds: Double? {
        let ages = self.values.map(\.ageSeconds)
        return ages.contains { $0 == nil } ? nil : ages.compactMap { $0 }.max()
    }

    /// The worst quality, with its rule.
    var worst: WatchValue? { self.values.max { $0.rank < $1.rank } }
}

/// One quantity of a meter.
public struct WatchValue: Codable, Hashable, Sendable {
    /// The profile's name of the field.
    public var name: String
    /// As it was last there; nil where it never was.
    public var value: Double?
    public var unit: String
    /// Of the newest reading: `missing` where the last question brought nothing.
    public var quality: String
    public var rule: String?
    /// How old ``value`` is; nil where there is none.
    public var ageSeconds: Double?

    fileprivate var rank: Int {
        ["valid", "substituted", "estimated", "suspect", "missing"].firstIndex(of: self.quality) ?? 5
    }
}
