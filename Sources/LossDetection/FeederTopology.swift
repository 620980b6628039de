public import Metering

/// What is known of a transformer's low-voltage grid before anything is read: the utility's records, any of which can be
/// missing or a little wrong.
///
/// One level above, the same: the feeder's meter as `transformer`, and the transformers below it as houses with
/// ``HouseFacts/losses``; or a plant and its feeders.
public struct FeederTopology: Sendable {
    public var transformer: TransformerFacts
    public var houses: [HouseFacts]
    /// Empty where no survey was made: losses are then estimated from the load alone, and nothing is located.
    public var lines: [LineFacts]
    public var declaredLoads: [DeclaredLoad]
    public var replacements: [MeterReplacement]
    /// Length of a polling interval in seconds, 60 to 3600 and a divisor of three hours.
    public var intervalSeconds: Int64
    /// A generator without a meter feeds the houses while the transformer delivers nothing.
    public var hasStandbyGenerator: Bool
    /// Water: made by ``DistrictTopology``.
    var medium = Medium.electricity

    public init(
        transformer: TransformerFacts, houses: [HouseFacts], lines: [LineFacts] = [],
        declaredLoads: [DeclaredLoad] = [], replacements: [MeterReplacement] = [], intervalSeconds: Int64 = 900,
        hasStandbyGenerator: Bool = false
    ) {
        self.transformer = transformer
        self.houses = houses
        self.lines = lines
        self.declaredLoads = declaredLoads
        self.replacements = replacements
        self.intervalSeconds = intervalSeconds
        self.hasStandbyGenerator = hasStandbyGenerator
    }
}

/// The meter of a distribution transformer.
public struct TransformerFacts: Sendable {
    public var label: String
    public var bus: String
    /// kVA.
    public var ratedKVA: Double
    /// Phase to neutral, V.
    public var nominalVolts: Double
    /// Of the meter and of its current transformers, in percent (0.5 for 0.5S).
    public var accuracyClass: Double
    public var ctClass: Double
    /// A at the current transformers' primary; nil where nobody recorded it.
    public var ctPrimaryAmperes: Double?
    public var register: RegisterFacts
    /// False where it has one register for all phases only.
    public var hasPhases: Bool
    public var hasExport: Bool

    public init(
        label: String, bus: String, ratedKVA: Double, nominalVolts: Double = 230, accuracyClass: Double = 0.5,
        ctClass: Double = 0.5, ctPrimaryAmperes: Double? = nil, register: RegisterFacts = RegisterFacts(),
        hasPhases: Bool = true,
        hasExport: Bool = false
    ) {
        self.label = label
        self.bus = bus
        self.ratedKVA = ratedKVA
        self.nominalVolts = nominalVolts
        self.accuracyClass = accuracyClass
        self.ctClass = ctClass
        self.ctPrimaryAmperes = ctPrimaryAmperes
        self.register = register
        self.hasPhases = hasPhases
        self.hasExport = hasExport
    }
}

extension TransformerFacts {
    /// A of the current transformers; where nobody recorded them, the transformer's own and a fifth more.
    var ctAmperes: Double {
        if let known = self.ctPrimaryAmperes, known > 0 { return known }
        return 1.2 * self.ratedKVA * 1000 / 3 / self.nominalVolts
    }
}

/// A house's meter.
public struct HouseFacts: Sendable {
    public var label: String
    public var connection: HouseConnection
    /// Nil where nobody recorded it.
    public var bus: String?
    /// In percent.
    public var accuracyClass: Double
    public var register: RegisterFacts
    public var hasExport: Bool
    /// Of a transformer or feeder whose meter stands here in place of a house's.
    public var losses: TransformerLosses?

    public init(
        label: String, connection: HouseConnection, bus: String?, accuracyClass: Double = 1,
        register: RegisterFacts = RegisterFacts(), hasExport: Bool = false, losses: TransformerLosses? = nil
    ) {
        self.label = label
        self.connection = connection
        self.bus = bus
        self.accuracyClass = accuracyClass
        self.register = register
        self.hasExport = hasExport
        self.losses = losses
    }
}

/// How a cumulative register counts.
public struct RegisterFacts: Hashable, Sendable {
    /// Wh of the last digit.
    public var resolution: Double
    /// Wh at which it starts again from 0.
    public var modulus: Double

    public init(resolution: Double = 1, modulus: Double = 1_000_000_000) {
        self.resolution = resolution
        self.modulus = modulus
    }
}

/// A piece of main cable; every wire of it, the neutral too, is alike.
public struct LineFacts: Sendable {
    public var from: String
    public var to: String
    /// Ω of one wire.
    public var ohms: Double

    public init(from: String, to: String, ohms: Double) {
        self.from = from
        self.to = to
        self.ohms = ohms
    }
}

/// A legal load without a meter: street lights, a pump on contract.
public struct DeclaredLoad: Sendable {
    public enum Schedule: Hashable, Sendable {
        case always
        /// On while it is dark. Nobody has recorded the hours: they are learned.
        case duskToDawn
    }

    /// Nil: equally on all three.
    public var phase: GridPhase?
    /// By its nameplate.
    public var watts: Double
    public var schedule: Schedule

    public init(phase: GridPhase?, watts: Double, schedule: Schedule) {
        self.phase = phase
        self.watts = watts
        self.schedule = schedule
    }

    /// What of it is on a phase; all of it where all phases are balanced together.
    func share(ofChannel channel: Int, of channels: Int) -> Double {
        guard channels > 1 else { return 1 }
        return self.phase.map { $0.rawValue == channel ? 1 : 0 } ?? 1 / Double(channels)
    }
}

/// A recorded exchange of a house's meter. Not every exchange is recorded.
public struct MeterReplacement: Sendable {
    public var time: UTCTime
    public var house: Int
    /// Wh that the new meter showed when it was put in.
    public var initialValue: Double

    public init(time: UTCTime, house: Int, initialValue: Double) {
        self.time = time
        self.house = house
        self.initialValue = initialValue
    }
}
