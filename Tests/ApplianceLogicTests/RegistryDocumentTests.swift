import Foundation
import Ledger
import Metering
import StrictYAML
import Testing

@testable import Appliance

@Suite("Registry files") struct RegistryDocumentTests {
    private static let text = """
        nodes:
          - {label: feeder, kind: feeder}
          - {label: T1, kind: transformer, parent: feeder}
        accounts:
          - {label: A1, tariff: domestic}
        meters:
          - {label: M1, serial: "1", node: T1, box: box-1, purpose: delivers}
          - {label: H1, serial: "2", node: T1, box: box-1, account: A1, purpose: consumes, disconnect: true}
        """

    private static func bodies(_ text: String, knowing json: String) throws -> [TransactionBody] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("registry-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let names = try JSONDecoder().decode(RegistryNames.self, from: Data(json.utf8))
        return try RegistryDocument(file).bodies(names, at: UTCTime(seconds: 0))
    }

    private static func names(nodes: String = "", accounts: String = "", meters: String = "") -> String {
        """
        {"principals": ["utility", "box-1"], "tariffs": ["domestic"], "nodes": [\(nodes)], "accounts": [\(accounts)],
         "meters": [\(meters)]}
        """
    }

    @Test("labels become numbers, those of the chain first and then those of the file")
    func numbers() throws {
        let bodies = try Self.bodies(Self.text, knowing: Self.names(nodes: "\"plant\""))
        #expect(bodies.count == 5)
        guard case .registerNode(let transformer) = bodies[1], case .registerMeter(let meter) = bodies[4] else {
            Issue.record("other transactions: \(bodies)")
            return
        }
        #expect(transformer.parent == NodeID(1))
        #expect(meter.node == NodeID(2) && meter.account == AccountID(0) && meter.box == PrincipalID(1))
        #expect(meter.channels == [.activeEnergyImport])
    }

    @Test(
        "a meter's service says which register bills are for, where no channels are named",
        arguments: [
            ("electricity", ObisCode.activeEnergyImport), ("water", .waterVolume), ("irrigation", .waterVolume),
            ("transport", .distanceTravelled),
        ])
    func services(service: String, channel: ObisCode) throws {
        let text = Self.text.replacing("purpose: delivers", with: "purpose: delivers, service: \(service)")
        let bodies = try Self.bodies(text, knowing: Self.names())
        guard case .registerMeter(let meter) = bodies[3] else {
            Issue.record("other transactions: \(bodies)")
            return
        }
        #expect(meter.channels == [channel])
    }

    @Test("a node's loss is in watts and kWh, or in litres and kL, and not in both")
    func losses() throws {
        func loss(_ keys: String) throws -> LossAllowance? {
            let text = Self.text.replacing(
                "{label: feeder, kind: feeder}", with: "{label: f, kind: feeder, loss: {\(keys)}}"
            )
            .replacing("parent: feeder", with: "parent: f")
            guard case .registerNode(let node) = try Self.bodies(text, knowing: Self.names())[0] else { return nil }
            return node.loss
        }
        let shares = "percent: 2, tolerance_percent: 3"
        let expected = LossAllowance(
            fixedThousandthsPerHour: 55_000, basisPoints: 200, toleranceBasisPoints: 300, threshold: 1500)
        #expect(try loss("fixed_watts: 55, \(shares), threshold_kwh: 1.5") == expected)
        #expect(try loss("fixed_litres_per_hour: 55, \(shares), threshold_kl: 1.5") == expected)
        for (keys, problem) in [
            ("fixed_watts: 55, \(shares), threshold_kl: 1", "found fixed_watts"),
            ("fixed_litres_per_hour: 5, \(shares), threshold_kwh: 1", "found threshold_kwh"),
            ("fixed_litres_per_hour: 5, \(shares)", "`threshold_kl` is missing"),
            ("\(shares), threshold_kwh: 1", "`fixed_watts` is missing"),
        ] {
            let error = try #require(throws: YAMLError.self) { try loss(keys) }
            #expect(error.problem == problem, "\(error)")
        }
    }

    @Test("what is there already is left out, so that a corrected file can be applied again")
    func again() throws {
        let known = Self.names(nodes: "\"feeder\", \"T1\"", accounts: "\"A1\"", meters: "\"M1\"")
        let bodies = try Self.bodies(Self.text, knowing: known)
        #expect(bodies.map(\.kindName) == ["register meter"])
    }

    @Test("a label that nobody knows is named with its line")
    func unknown() throws {
        let text = Self.text.replacingOccurrences(of: "parent: feeder", with: "parent: feder")
        #expect {
            _ = try Self.bodies(text, knowing: Self.names())
        } throws: { error in
            (error as? YAMLError)?.location.line == 3 && "\(error)".contains("feder")
        }
    }
}
