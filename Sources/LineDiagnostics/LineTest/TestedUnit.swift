public import DeviceProfiles
public import ModbusProtocol

/// One unit of a line under test, with questions of several lengths that it should be able to answer.
public struct TestedUnit: Hashable, Sendable {
    /// 1 to 255.
    public var unit: UInt8
    /// What the crew calls it; nil: by its address.
    public var label: String?
    /// Each is tried until one is answered; an exception is an answer too.
    public var short: [ModbusRequest]
    /// The first that is not refused is used.
    public var medium: [ModbusRequest]
    public var long: [ModbusRequest]
    /// A question whose answer never changes in one device, such as its serial number.
    public var identity: ModbusRequest?

    public var name: String { self.label.map { "\($0) (unit \(self.unit))" } ?? "unit \(self.unit)" }

    /// A unit of which nothing is known.
    public init(unit: UInt8, label: String? = nil) {
        self.unit = unit
        self.label = label
        self.short = Self.reads(counts: [1])
        self.medium = Self.reads(counts: [16, 10, 6])
        self.long = Self.reads(counts: [120, 80, 60, 40, 24])
    }

    /// A unit of a known model: reads only registers that its profile names.
    public init(unit: UInt8, label: String? = nil, profile: DeviceProfile) {
        self.init(unit: unit, label: label)
        let spans = ProfileSpans(profile: profile)
        self.identity = spans.identity
        // What the profile names comes first; a profile may still be the wrong one.
        self.short = spans.reads(upTo: 2) + self.short
        self.medium = spans.reads(upTo: 20) + self.medium
        self.long = spans.reads(upTo: profile.maximumBlockRegisters, prefersLength: true) + self.long
    }

    private static func reads(counts: [Int]) -> [ModbusRequest] {
        counts.flatMap { count -> [ModbusRequest] in
            [.readHoldingRegisters(address: 0, count: count), .readInputRegisters(address: 0, count: count)]
        }
    }
}
