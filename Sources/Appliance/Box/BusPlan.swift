import Contract
import DeviceProfiles
import FieldBus
import Foundation
import Identity
import Ledger
import Metering
import Platform

/// What is on the lines and does not fit what is on the chain.
struct PlanProblem: Error, CustomStringConvertible {
    let file: String
    let problem: String
    let advice: String

    var description: String { "\(self.file): \(self.problem). \(self.advice)" }
}

/// How a box reads its lines: the buses to open, from the configuration and the profiles.
struct BusPlan {
    let configuration: BoxConfiguration
    let profiles: ProfileCatalog

    /// The serial number is read this often, in seconds, so that a command always finds it fresh.
    private static let serialSeconds: Double = 60

    func buses() throws -> [BusConfiguration] {
        let buses = try self.configuration.buses.map { line in
            try Self.bus(
                line, self.profiles, self.configuration.file, simulatedOnly: !self.configuration.clock.isSystem)
        }
        try BusConfiguration.check(buses)
        // A port that is not there yet is checked when it is opened.
        for bus in buses where bus.simulatedOnly {
            let place = BusPlace(bus: bus.name, port: bus.transport.name)
            switch bus.transport.serialPort {
            case .path(let path)?:
                guard FileManager.default.fileExists(atPath: path), !Bus.isPseudoTerminal(path: path) else { continue }
                throw BusError.realPort(place)
            case .usb?: throw BusError.realPort(place)
            case nil: continue
            }
        }
        return buses
    }

    /// One line as the service reads it.
    ///
    /// - Parameter file: the configuration, for errors.
    static func bus(
        _ line: BoxConfiguration.Line, _ profiles: ProfileCatalog, _ file: URL, simulatedOnly: Bool
    ) throws -> BusConfiguration {
        BusConfiguration(
            name: line.name, transport: line.transport,
            devices: try line.devices.map { device in
                let profile = try profiles.profile(of: device, in: file)
                return BusDevice(
                    name: device.name, unit: device.unit, profile: profile,
                    polled: device.meter == nil ? [] : self.polled(profile, line))
            }, settings: line.settings, strictCharacters: line.strictCharacters, simulatedOnly: simulatedOnly,
            serialOptions: line.serialOptions)
    }

    func profile(_ device: BoxConfiguration.Device) throws -> DeviceProfile {
        try self.profiles.profile(of: device, in: self.configuration.file)
    }

    private static func polled(_ profile: DeviceProfile, _ line: BoxConfiguration.Line) -> [PolledField] {
        profile.fields.compactMap { field in
            if field.name == "id.serial" {
                return PolledField(field: field, periodNanoseconds: Self.nanoseconds(Self.serialSeconds))
            }
            if let obis = field.obis, Self.isCumulative(obis) {
                return PolledField(
                    field: field, periodNanoseconds: Self.nanoseconds(line.pollSeconds), atBoundary: true)
            }
            guard let period = line.telemetrySeconds, field.obis != nil else { return nil }
            return PolledField(field: field, periodNanoseconds: Self.nanoseconds(period))
        }
    }

    /// The registers that bills and balances rest on: totals of import and export, and of meters without direction.
    static func isCumulative(_ obis: ObisCode) -> Bool {
        [.activeEnergyImport, .activeEnergyExport, ObisCode(1, 0, 15, 8, 0), .waterVolume, .distanceTravelled]
            .contains(obis)
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1_000_000_000) }
}

extension BusPlan {
    /// The meters of the roster that hang on the box's lines.
    ///
    /// - Parameters:
    ///   - baselines: what the chain, or the outbox before it, has last of each position of the roster: where the
    ///     counters go on from.
    ///   - serials: the serial number that was last read with each label's meter.
    ///   - memories: what registers remember beyond the chain.
    ///   - days: the days of registers that are kept, by the same names as memories.
    func meterPoints(
        _ roster: Roster, _ state: ContractState, baselines: [ReadingCollector.Baseline?], serials: [String: String],
        memories: MemoryBook, days: [String: [DayValue]]
    ) throws -> [MeterPoint] {
        var points: [MeterPoint] = []
        for line in self.configuration.buses {
            for device in line.devices {
                guard let label = device.meter else { continue }
                guard let number = state.meters.firstIndex(where: { $0.label == label }) else { continue }
                var point = try MeterPoint(
                    meter: MeterID(UInt32(number)), record: state.meters[number], device: device, line: line,
                    profile: self.profile(device), timeScale: self.configuration.clock.scale)
                point.channels = self.channels(
                    of: point.meter, device, try self.profile(device), roster, baselines,
                    interval: Int64(state.genesis.intervalSeconds), serial: serials[label]
                ).map { channel in
                    channel.goingOn(
                        with: memories.memory(of: label, channel, after: baselines[channel.position]),
                        days: days[MemoryBook.key(label, channel)] ?? [],
                        offsetMinutes: state.genesis.timeZoneOffsetMinutes)
                }
                points.append(point)
            }
        }
        return points
    }

    private func channels(
        of meter: MeterID, _ device: BoxConfiguration.Device, _ profile: DeviceProfile, _ roster: Roster,
        _ baselines: [ReadingCollector.Baseline?], interval: Int64, serial: String?
    ) -> [MeterChannel] {
        roster.positions.enumerated().compactMap { index, position in
            guard position.meter == meter, position.retiredAt == nil,
                let field = profile.field(obis: position.channel)
            else { return nil }
            let configuration = CounterConfiguration(field, maximumUnitsPerHour: device.maximumUnitsPerHour)
            // Going on from the chain, a break while the box was away is seen as any other.
            let state = baselines[index].map { baseline in
                CounterState(
                    accepted: .init(value: baseline.value, time: baseline.boundary, serial: serial), isVerified: true)
            }
            return MeterChannel(
                position: index, obis: position.channel, field: field.name,
                counter: RegisterCounter(configuration, state: state),
                sampler: BoundarySampler(
                    intervalSeconds: interval, maximumGapSeconds: interval, maximumEstimateSeconds: 7200),
                limits: IntervalLimits(
                    maximumUnitsPerHour: configuration.maximumUnitsPerHour, resolution: configuration.resolution))
        }
    }
}

extension MeterPoint {
    /// A meter without its channels.
    init(
        meter: MeterID, record: MeterRecord, device: BoxConfiguration.Device, line: BoxConfiguration.Line,
        profile: DeviceProfile, timeScale: Int64
    ) {
        self.init(
            meter: meter, label: record.label, serial: record.serial, bus: line.name, device: device.name,
            limits: ValidationLimits(profile, maximumUnitsPerHour: device.maximumUnitsPerHour),
            serialField: profile.field(named: "id.serial")?.name, channels: [], timeScale: timeScale)
    }
}

extension ValidationLimits {
    /// What is plausible of a meter behind a connection of this rating.
    init(_ profile: DeviceProfile, maximumUnitsPerHour: Int64) {
        self = .lowVoltage50Hertz
        let (milliwatts, overflow) = maximumUnitsPerHour.multipliedReportingOverflow(by: 1000)
        self.rating = ConnectionRating(
            powerMilliwatts: overflow ? .max : milliwatts, phases: Int64(profile.phases ?? 3))
    }
}

extension CounterConfiguration {
    /// How far a float register of kWh is off at 268 MWh, in base units: it has 24 bits.
    private static let floatSteps: Int64 = 16

    /// What a field's type and scale say of its register: where it ends, what a step is worth, how far a torn read is off.
    ///
    /// - Parameter maximumUnitsPerHour: the connection's rating; a fifth more is believed.
    init(_ field: RegisterField, maximumUnitsPerHour: Int64) {
        func units(_ steps: Int128) -> Int64? {
            guard field.factors.isEmpty else { return nil }
            let scaled = steps * Int128(field.scale.numerator) / Int128(field.scale.denominator)
            return Int64(exactly: scaled).flatMap { $0 > 0 ? $0 : nil }
        }
        let words = field.type.registerCount
        let isFloat = field.type == .f32 || field.type == .f64
        let modulus: Int64? =
            switch field.type {
            case .u16, .u32: units(1 << Int128(16 * words))
            case .bcd16: units(10_000)
            case .bcd32: units(100_000_000)
            case .i16, .i32, .u64, .i64, .f32, .f64, .string, .bits, .coil: nil
            }
        let isInteger = [RegisterType.u32, .i32, .u64, .i64].contains(field.type)
        let (more, overflow) = maximumUnitsPerHour.multipliedReportingOverflow(by: 6)
        self.init(
            maximumUnitsPerHour: overflow ? maximumUnitsPerHour : more / 5, modulus: modulus,
            resolution: isFloat ? Self.floatSteps : units(1) ?? 1, lowWordUnits: isInteger ? units(65_536) : nil,
            confirmations: 2)
    }
}
