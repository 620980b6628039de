import Foundation
import StrictYAML

extension BoxConfiguration.LossDetection {
    /// Reads `[{node: T1, topology: t1.json}]`, and checks that the box reads all meters of the topologies.
    static func read(_ node: YAMLNode?, folder: URL, meters: Set<String>) throws(YAMLError) -> [Self] {
        guard let node else { return [] }
        var watches: [Self] = []
        for item in try node.list(atMost: 16) {
            let fields = try YAMLFields(item, allowed: ["node", "topology"])
            let place = try fields.required("topology")
            let watch = Self(node: try fields.required("node").text(), topology: try place.path(in: folder))
            try self.check(watch.topology, place, meters)
            watches.append(watch)
        }
        try node.refuseRepetition(of: watches.map(\.node), "node")
        return watches
    }

    private static func check(_ topology: URL, _ place: YAMLNode, _ known: Set<String>) throws(YAMLError) {
        let file: GridFile
        do throws(FileError) {
            file = try GridFile(topology)
        } catch {
            throw place.error(
                "\(error.path) \(error.problem)", expected: "a topology as of `gridtally balance analyse`",
                advice: error.advice)
        }
        let (head, below) = file.meters
        guard known.contains(head) else {
            throw place.error(
                "the meter \(head) that everything flows through is not read by this box",
                expected: "a label of a meter in `buses`",
                advice: "Correct meter_id in \(topology.path), or watch where this meter is read.")
        }
        if let unknown = below.first(where: { !known.contains($0) }) {
            throw place.error(
                "the meter \(unknown) is not read by this box", expected: "labels of meters in `buses`",
                advice: "Correct meter_id in \(topology.path), or add the meter to its bus.")
        }
    }
}
