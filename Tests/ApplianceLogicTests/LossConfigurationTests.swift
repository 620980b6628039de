import Foundation
import StrictYAML
import Testing

@testable import Appliance

@Suite struct LossConfigurationTests {
    private static let topology = """
        {"transformer": {"meter_id": "T", "rated_kva": 25, "bus": "b0"},
         "houses": [{"meter_id": "H", "phase": "L1", "bus": "b1"}]}
        """

    /// What `loss_detection` is read as, or the error.
    private func read(
        _ lines: String, topology: String = topology, meters: Set<String> = ["T", "H"]
    ) throws -> [BoxConfiguration.LossDetection] {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        try folder.put("t.json", topology)
        let root = try YAMLDocument.parse("loss_detection:\n\(lines)", file: "box.yaml")
        let fields = try YAMLFields(root, allowed: ["loss_detection"])
        return try BoxConfiguration.LossDetection.read(
            fields["loss_detection"], folder: folder.file("box.yaml").deletingLastPathComponent(), meters: meters)
    }

    @Test func `a node and its topology are read`() throws {
        let watches = try self.read("  - {node: N1, topology: t.json}\n")
        #expect(watches.map(\.node) == ["N1"] && watches[0].topology.lastPathComponent == "t.json")
    }

    @Test(arguments: [
        ("  - {node: N1, topology: no.json}\n", ["T", "H"], "cannot be read"),
        ("  - {node: N1}\n", ["T", "H"], "topology"),
        ("  - {node: N1, topology: t.json}\n", ["H"], "the meter T that everything flows through is not read"),
        ("  - {node: N1, topology: t.json}\n", ["T"], "the meter H is not read by this box"),
        ("  - {node: N1, topology: t.json, phase: L1}\n", ["T", "H"], "phase"),
        (
            "  - {node: N1, topology: t.json}\n  - {node: N1, topology: t.json}\n", ["T", "H"], "N1"
        ),
    ])
    func `what cannot be watched is refused with its line`(
        _ lines: String, _ meters: [String], _ words: String
    ) throws {
        let error = #expect(throws: YAMLError.self) { try self.read(lines, meters: Set(meters)) }
        let text = "\(error.map { "\($0)" } ?? "")"
        #expect(text.contains(words) && text.contains("box.yaml:"))
    }
}
