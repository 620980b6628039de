import Foundation
import Metering
import Tariffs

/// The neighbourhood of the demonstration: two transformers with twelve houses each, and what happens there.
struct DemonstrationPlan: Sendable {
    /// Who votes; each is a process of its own.
    static let validators = ["substation", "office", "regulator", "auditor"]
    static let boxes = ["box-1", "box-2"]
    /// Every replica.
    static let replicas = validators + boxes
    /// The validators that a box is connected to: outward, and to more than one.
    static let upstream = ["box-1": ["substation", "office"], "box-2": ["regulator", "substation"]]
    /// The validator that is killed, and whose key is stolen later.
    static let unluckyValidator = "auditor"
    static let transformers = 2
    /// Of the lines.
    static let baud = 115_200
    /// Real seconds between two readings of a device, of all that a watching box wants of it in one.
    static let pollSeconds = 0.6
    static let houses = 12
    /// Monday morning, six o'clock in India.
    let origin = UTCTime(milliseconds: 1_767_573_000_000)
    let scale: Int64 = 450
    /// Hours after the origin at which somebody begins to draw power past every meter of transformer 2.
    let tapAfterHours = 7
    let tapWatts = 1500
    /// The house beside whose pole it is drawn.
    let tapHouse = 8
    /// The transformer whose balance its box watches by itself, and from which it is drawn.
    static let watchedTransformer = 2
    /// Days before the origin from which that box has polled its line.
    let daysBefore: Int64 = 4
    /// The house of transformer 1 whose bill is not paid in time.
    let lateHouse = 5
    /// Where the validators listen.
    let places: [String: Endpoints]

    /// Ports of the boxes' pages on the loopback.
    let pages: [String: UInt16]

    init() throws {
        self.places = try DemonstrationFiles.endpoints(Self.validators)
        self.pages = try DemonstrationFiles.pages(Self.boxes)
    }

    static func account(_ transformer: Int, _ house: Int) -> String { "A\(transformer)-\(self.padded(house))" }
    static func meter(_ transformer: Int, _ house: Int) -> String { "M\(transformer)-\(self.padded(house))" }
    static func node(_ transformer: Int) -> String { "transformer-\(transformer)" }
    /// 1 to 3: houses are on the phases in turn.
    static func phase(_ house: Int) -> Int { (house - 1) % 3 + 1 }
    static func serial(_ transformer: Int, _ house: Int) -> Int { 12_000_000 + 100 * transformer + house }
    static func transformerSerial(_ transformer: Int) -> Int { 63_000_000 + transformer }
    static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// When the simulated lines begin to count.
    var sceneStart: UTCTime { self.origin.adding(seconds: -86_400 * self.daysBefore) }
    var tapStart: UTCTime { self.origin.adding(seconds: Int64(self.tapAfterHours) * 3600) }
}

extension DemonstrationPlan {
    func script(_ files: DemonstrationFiles) throws -> DemonstrationScript {
        let tariff = files.tariff("rajasthan-domestic")
        let validators = Self.validators.map { (label: $0, roles: "validator") }
        let boxes = Self.boxes.map { (label: $0, roles: "box") }
        let profiles = files.profiles.path
        return DemonstrationScript(
            origin: self.origin, scale: self.scale, keys: ["utility", "bank"] + Self.replicas,
            zone: DemonstrationScript.zone("demonstration", origin: self.origin, members: validators + boxes),
            registry: self.registry(tariff: tariff.path, label: try TariffDocument.read(tariff).label),
            scene: self.scene(), topologies: [(Self.node(Self.watchedTransformer), self.topology())],
            configurations: Self.validators.map { ($0, self.validator($0, self.places, profiles: profiles)) }
                + (1...Self.transformers).map { ("box-\($0)", self.follower($0, self.places, profiles: profiles)) },
            pages: self.pages)
    }

    /// The registry: one feeder, two transformers, and a service point, an account and a meter for each house.
    ///
    /// - Parameters:
    ///   - tariff: path of its file.
    ///   - label: the tariff's.
    func registry(tariff: String, label: String) -> String {
        var (nodes, accounts, meters): ([String], [String], [String]) = ([], [], [])
        for transformer in 1...Self.transformers {
            nodes.append(
                "  - {label: transformer-\(transformer), kind: transformer, parent: feeder, loss: "
                    + "{fixed_watts: 55, percent: 2, tolerance_percent: 3, threshold_kwh: 1}}")
            meters.append(
                "  - {label: M\(transformer), serial: \"\(Self.transformerSerial(transformer))\", "
                    + "node: transformer-\(transformer), box: box-\(transformer), purpose: delivers}")
            for house in 1...Self.houses {
                let (account, meter) = (Self.account(transformer, house), Self.meter(transformer, house))
                nodes.append("  - {label: S\(meter), kind: service_point, parent: transformer-\(transformer)}")
                accounts.append("  - {label: \(account), tariff: \(label)}")
                meters.append(
                    "  - {label: \(meter), serial: \"\(Self.serial(transformer, house))\", node: S\(meter), "
                        + "box: box-\(transformer), account: \(account), purpose: consumes, disconnect: true}")
            }
        }
        return "tariffs:\n  - {file: \"\(tariff)\", effective_from: \(self.origin.adding(seconds: -60))}\n"
            + "nodes:\n  - {label: feeder, kind: feeder}\n" + nodes.joined(separator: "\n")
            + "\naccounts:\n" + accounts.joined(separator: "\n") + "\nmeters:\n" + meters.joined(separator: "\n") + "\n"
    }

    /// The scene of the simulated lines.
    func scene() -> String {
        let lines = (1...Self.transformers).map { transformer in
            """
              - name: transformer-\(transformer)
                link: line-\(transformer).tty
                baud: \(Self.baud)
                parity: even
                stop_bits: 1
                turnaround_ms: 2
                transformer:
                  unit: 100
                  profile: eastron-sdm630
                  serial: \(Self.transformerSerial(transformer))
                  initial_kwh: 15230.4
                  street: {conductor: "\(Self.conductor)", span_m: \(Self.spanMetres)}
                  no_load_loss_w: \(Self.noLoadLossWatts)
                houses:
                  count: \(Self.houses)
                  first_unit: 1
                  profile: eastron-sdm120
                  first_serial: \(Self.serial(transformer, 1))
                  daily_kwh: [6, 14]
                  initial_kwh: [150, 4200]
                  relay_modules: [201, 202]
                relay_modules:
                  - {unit: 201, profile: waveshare-relay-8ch}
                  - {unit: 202, profile: waveshare-relay-8ch}
            """
        }
        return """
            scene: demonstration
            seed: 20260105
            start: \(self.sceneStart)
            utc_offset: "+05:30"
            lines:
            \(lines.joined(separator: "\n"))
            events:
              - tap: {line: \(Self.node(Self.watchedTransformer)), phase: \(Self.phase(self.tapHouse)), \
            watts: \(self.tapWatts), house: \(self.tapHouse), from: \(self.tapStart)}

            """
    }
}
