import Foundation
import LossDetection
import Metering

/// What the utility knows of a transformer's grid, as a JSON file.
struct FeederTopologyFile {
    let file: URL
    private let document: Document

    struct Document: Decodable {
        struct Transformer: Decodable {
            var meterId: String
            var ratedKva: Double
            var nominalV: Double?
            var accuracyClass: String?
            var ctClass: String?
            var ctRatio: String?
            var registerResolutionWh: Double?
            var counterModulusWh: Double?
            var bus: String
        }

        struct House: Decodable {
            var meterId: String
            var phase: String?
            var bus: String?
            var accuracyClass: String?
            var registerResolutionWh: Double?
            var counterModulusWh: Double?
            var hasExport: Bool?
            // Of a transformer or feeder below the one that is balanced.
            var ctClass: String?
            var ratedKva: Double?
            var vectorGroup: String?
            var noLoadLossW: Double?
            var loadLossW: Double?
        }

        struct Load: Decodable {
            var kind: String?
            var phase: String?
            var ratedW: Double
            var schedule: String
        }

        struct Event: Decodable {
            var time: String
            var meterId: String
            var event: String
            var initialValue: Double?
        }

        struct Line: Decodable {
            var from: String
            var to: String
            var lengthM: Double
            var conductor: String
        }

        var scenario: String?
        var intervalS: Int64?
        var timestamps: String?
        var transformer: Transformer
        var houses: [House]
        var declaredUnmetered: [Load]?
        var events: [Event]?
        var lines: [Line]?
        var standbyGenerator: Bool?
    }

    /// Ω/km of one wire: aluminium at 20 °C, NAYY by DIN VDE 0276-603, AL as overhead line by EN 50182, ACSR by IS 398-2.
    private static let conductors: [String: Double] = [
        "NAYY 4x150": 0.2067, "AL 4x70": 0.443, "AL 4x35": 0.868, "ACSR Weasel": 0.9289, "ACSR Rabbit": 0.5524,
        "ACSR Dog": 0.2792,
    ]

    init(_ bytes: [UInt8], of file: URL) throws(FileError) {
        self.file = file
        self.document = try GridFile.decode(bytes, of: file)
    }

    var meters: (head: String, below: [String]) {
        (self.document.transformer.meterId, self.document.houses.map(\.meterId))
    }

    var intervalSeconds: Int64 { self.document.intervalS ?? GridFile.usualIntervalSeconds }

    var scenario: String { GridFile.scenario(self.document.scenario, self.file) }

    /// Seconds that the meters' instants are off one another: where each latches by its own clock, more.
    var clockSeconds: Double { self.document.timestamps == "slot" ? 20 : 3 }

    /// `seen` are the quantities of each meter: what registers it has.
    func topology(seen: [String: Set<FeederQuantity>]) throws(FileError) -> FeederTopology {
        let transformer = self.document.transformer
        let registers = seen[transformer.meterId] ?? []
        var hasPhases = registers.contains(.imported(.l1)) || !registers.contains(.importTotal)
        let mixing = try self.houseThatMixesPhases(self.document.houses)
        if hasPhases, let house = mixing ?? self.houseWithoutPhases(seen) {
            // What it takes from each phase nobody knows: the balance of all three is left.
            guard registers.contains(.importTotal) || registers.isEmpty else {
                throw self.noTotal(house, transformer.meterId)
            }
            hasPhases = false
        }
        var houses: [HouseFacts] = []
        for house in self.document.houses { houses.append(try self.house(house, seen[house.meterId] ?? [])) }
        return FeederTopology(
            transformer: TransformerFacts(
                label: transformer.meterId, bus: transformer.bus, ratedKVA: transformer.ratedKva,
                nominalVolts: transformer.nominalV ?? 230,
                accuracyClass: try self.accuracy(transformer.accuracyClass, else: 0.5, transformer.meterId),
                ctClass: try self.accuracy(transformer.ctClass, else: 0.5, transformer.meterId),
                ctPrimaryAmperes: transformer.ctRatio.flatMap { Self.primary($0) },
                register: GridFile.register(transformer.registerResolutionWh, transformer.counterModulusWh),
                hasPhases: hasPhases,
                hasExport: hasPhases ? registers.isSuperset(of: Self.exports) : registers.contains(.exportTotal)),
            houses: houses, lines: try self.lines(), declaredLoads: try self.loads(), replacements: try self.events(),
            intervalSeconds: self.intervalSeconds, hasStandbyGenerator: self.document.standbyGenerator ?? false)
    }

    /// A of a ratio as `150/5`; nil where it is written otherwise: as others of its size is then what is believed.
    private static func primary(_ ratio: String) -> Double? {
        ratio.split(separator: "/").first.flatMap { Double($0) }.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }

    /// What only a meter on three phases counts.
    private static let imports: Set<FeederQuantity> = [.imported(.l2), .imported(.l3)]
    private static let exports = Set(GridPhase.allCases.map { FeederQuantity.exported($0) })

    private func houseWithoutPhases(_ seen: [String: Set<FeederQuantity>]) -> Document.House? {
        self.document.houses.first { house in
            let own = seen[house.meterId] ?? []
            return house.phase == "L123" && own.contains(.importTotal) && own.isDisjoint(with: Self.imports)
        }
    }

    private func house(_ house: Document.House, _ seen: Set<FeederQuantity>) throws(FileError) -> HouseFacts {
        let hasPhases = !seen.isDisjoint(with: Self.imports)
        let isThreePhase = hasPhases || house.phase == "L123" && !seen.contains(.importTotal)
        let phase = house.phase == "L123" ? nil : try self.phase(house.phase, house.meterId)
        let exports = isThreePhase ? seen.isSuperset(of: Self.exports) : seen.contains(.exportTotal)
        // A register that is never read would be waited for.
        let isHeard = hasPhases || seen.contains(.importTotal)
        let losses = try self.losses(house)
        let own = try self.accuracy(house.accuracyClass, else: losses == nil ? 1 : 0.5, house.meterId)
        let ct = try self.accuracy(house.ctClass, else: losses == nil ? 0 : 0.5, house.meterId)
        return HouseFacts(
            label: house.meterId, connection: isThreePhase ? .threePhase : .single(phase),
            bus: house.bus, accuracyClass: (own * own + ct * ct).squareRoot(),
            register: GridFile.register(house.registerResolutionWh, house.counterModulusWh),
            hasExport: isHeard ? exports : house.hasExport ?? false, losses: losses)
    }

    private func phase(_ text: String?, _ meter: String) throws(FileError) -> GridPhase? {
        guard let text else { return nil }
        guard let phase = GridPhase.allCases.first(where: { $0.name == text }) else {
            throw FileError(self.file, "\(meter) has phase \"\(text)\"", "It is L1, L2, L3, L123 or null.")
        }
        return phase
    }

    private func accuracy(_ text: String?, else usual: Double, _ meter: String) throws(FileError) -> Double {
        try GridFile.accuracy(text, else: usual, meter, self.file)
    }

    private func lines() throws(FileError) -> [LineFacts] {
        var lines: [LineFacts] = []
        for line in self.document.lines ?? [] {
            guard let perKilometre = Self.conductors[line.conductor] else {
                let known = Self.conductors.keys.sorted().joined(separator: ", ")
                throw FileError(
                    self.file, "line \(line.from) to \(line.to) has conductor \"\(line.conductor)\"",
                    "Known are \(known).")
            }
            lines.append(LineFacts(from: line.from, to: line.to, ohms: perKilometre * line.lengthM / 1000))
        }
        return lines
    }

    private func loads() throws(FileError) -> [DeclaredLoad] {
        var loads: [DeclaredLoad] = []
        for load in self.document.declaredUnmetered ?? [] {
            let schedule: DeclaredLoad.Schedule
            switch load.schedule {
            case "dusk-to-dawn": schedule = .duskToDawn
            case "always": schedule = .always
            default:
                throw FileError(
                    self.file, "a declared load has schedule \"\(load.schedule)\"", "Known are dusk-to-dawn and always."
                )
            }
            loads.append(
                DeclaredLoad(
                    phase: try self.phase(load.phase, load.kind ?? "a declared load"), watts: load.ratedW,
                    schedule: schedule))
        }
        return loads
    }

    private func events() throws(FileError) -> [MeterReplacement] {
        var found: [MeterReplacement] = []
        for event in self.document.events ?? [] where event.event == "meter-replaced" {
            guard let house = self.document.houses.firstIndex(where: { $0.meterId == event.meterId }) else {
                throw FileError(self.file, "an event is of \(event.meterId), which is no house", "Correct the meter.")
            }
            guard let time = UTCTime(rfc3339: event.time) else {
                throw FileError(self.file, "an event is at \"\(event.time)\"", "Write times as 2026-01-05T04:30:00Z.")
            }
            found.append(MeterReplacement(time: time, house: house, initialValue: event.initialValue ?? 0))
        }
        return found
    }
}
