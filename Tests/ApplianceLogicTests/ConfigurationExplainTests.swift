import Foundation
import Testing

@testable import Appliance

@Suite("Keys in words") struct ConfigurationExplainTests {
    @Test(
        "a key is found by its path, with any index, and by its end",
        arguments: [
            ("buses[].poll", ["buses[].poll"]), ("buses[3].poll", ["buses[].poll"]), ("buses.poll", ["buses[].poll"]),
            ("poll", ["buses[].poll"]), ("relay.channel", ["buses[].devices[].relay.channel"]), ("name", ["name"]),
            ("relay", ["network.relay", "buses[].devices[].relay"]), ("buses[line-1].poll", ["buses[].poll"]),
        ])
    func found(question: String, paths: [String]) throws {
        #expect(try ConfigurationQuestion.keys(named: question).map(\.path) == paths)
    }

    @Test(
        "a mistyped one gets the nearest",
        arguments: [
            ("bauds", "buses[].baud"), ("colection", "collection"), ("relay.chanel", "buses[].devices[].relay.channel"),
        ])
    func nearest(question: String, path: String) {
        let error = #expect(throws: ConfigurationQuestion.Unknown.self) {
            try ConfigurationQuestion.keys(named: question)
        }
        #expect(error?.nearest.first == path, "\(error as Any)")
    }

    @Test("what is far from every key gets the list")
    func far() {
        let error = #expect(throws: ConfigurationQuestion.Unknown.self) {
            try ConfigurationQuestion.keys(named: "refrigerator")
        }
        #expect(error?.nearest == [] && "\(error as Any)".contains("lists them all"))
    }

    @Test("one key in full")
    func full() throws {
        let key = try #require(ConfigurationCatalog.key("buses[].poll"))
        #expect(
            ConfigurationExplanation.text(of: key) == """
                buses[].poll
                    From one reading of a meter's energy registers to the next.

                    Type      a number from 0.05 to 3600, in seconds
                    Default   10
                    Changed   a reload takes it over (`systemctl reload gridtally`)
                    Example   poll: 10
                """)
    }

    @Test("the tree has every key, in 80 columns")
    func tree() {
        let lines = ConfigurationExplanation.tree.components(separatedBy: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        for key in ConfigurationCatalog.keys {
            let lead = String(repeating: "  ", count: key.depth)
            #expect(lines.contains { $0.hasPrefix(lead + key.name) }, "\(key.path)")
        }
    }
}
