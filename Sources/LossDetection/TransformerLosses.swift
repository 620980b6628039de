import ElementaryFunctions

/// What a transformer below a feeder loses between the feeder's meter and its own.
///
/// By its nameplate, or as others of its size do: Regulation (EU) 548/2014, Annex I, table I.1, and IS 1180-1:2014 for liquid
/// immersed ones of 25 to 1000 kVA, which differ by age and class.
public struct TransformerLosses: Hashable, Sendable {
    public var ratedKVA: Double
    /// W at the rated voltage without load; nil where nobody recorded it.
    public var noLoadWatts: Double?
    /// W at the rated current; nil where nobody recorded it.
    public var loadWatts: Double?

    public init(ratedKVA: Double, noLoadWatts: Double? = nil, loadWatts: Double? = nil) {
        self.ratedKVA = ratedKVA
        self.noLoadWatts = noLoadWatts
        self.loadWatts = loadWatts
    }

    /// Of the rated power of 100 kVA; larger ones lose less of theirs, smaller ones more.
    private static let noLoadShare = 0.002
    private static let loadShare = 0.0175

    /// W without load.
    var iron: Double { self.noLoadWatts ?? Self.noLoadShare * self.usualWatts }
    /// W at the rated current.
    var copper: Double { self.loadWatts ?? Self.loadShare * self.usualWatts }

    private var usualWatts: Double { 1000 * self.ratedKVA * Elementary.power(self.ratedKVA / 100, -0.25) }

    /// W of copper for what passes one of `count` phases, in W.
    func copper(watts: Double, ofPhases count: Int) -> Double {
        let load = watts / (1000 * self.ratedKVA)
        return self.copper * Double(count) * load * load
    }
}
