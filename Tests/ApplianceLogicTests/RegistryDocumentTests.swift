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
