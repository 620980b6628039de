import DeviceProfiles
import Foundation
import StrictYAML
import TestSupport
import Testing

/// docs/profiles.md is right: its examples are profiles, and it names every key and word that the reader knows.
@Suite struct PageTests {
    private let page: String
    private let examples: [String]

    init() throws {
        self.page = try String(contentsOf: PackageFolder.file("docs/profiles.md"), encoding: .utf8)
        self.examples = self.page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    @Test func examplesAreProfiles() throws {
        let profiles = try self.examples.map { text in try DeviceProfile(yaml: text, file: "profiles.md") }
        #expect(profiles.map(\.kind) == [.meter, .relayModule, .pulseCounter])
        #expect(profiles[0].fields.count == 15 && profiles[0].identification.count == 3)
        #expect(profiles[0].clock?.setting?.command == 1003 && profiles[0].forbidden.count == 1)
        #expect(profiles[1].relay?.channel(2)?.readBack.address == 0x21)
        #expect(profiles[2].pulseInputs == [1, 2])
    }

    /// Each mapping of the format, with a key that it does not know.
    @Test(arguments: [
        "zz: 1", "serial: {zz: 1}", "requests: {zz: 1}", "defaults: {zz: 1}", "absent: {zz: 1}", "fields: [{zz: 1}]",
        "fields: []\nidentify: [{zz: 1}]", "relay: {zz: 1}", "relay: {write: {zz: 1}}",
        "relay: {write: {function: 5, close: 0xFF00, open: 0}, read_back: {zz: 1}}",
        "relay: {write: {function: 5, close: 0xFF00, open: 0}, read_back: {table: coil, closed: 1, open: 0}, "
            + "channels: [{zz: 1}]}",
        "forbidden: [{zz: 1}]", "clock: {zz: 1}",
        "clock: {table: holding, address: 1, format: schneider-datetime, set: {zz: 1}}",
    ])
    func everyKeyIsOnThePageAndInAnExample(text: String) throws {
        let error = try #require(self.error(text))
        #expect(error.kind == .unknownKey("zz", nearest: nil))
        for key in error.expected.dropFirst("one of ".count).split(separator: ", ") {
            #expect(self.page.contains("`\(key)`"), "\(key) is not explained")
            let isType = text.hasPrefix("absent")
            #expect(isType || self.examples.contains { $0.contains("\(key): ") || $0.contains("\(key):\n") }, "\(key)")
        }
    }

    @Test(arguments: [
        "defaults: {table: zz}", "defaults: {type: zz}", "defaults: {order: zz}", "serial: {baud: 9600, parity: zz}",
        "defaults: {table: input, type: u16}\nfields: [{name: a, address: 1, unit: zz}]",
        "defaults: {table: input, type: u16}\nfields: [{name: a, address: 1, access: zz}]",
        "defaults: {table: input, type: u16}\nfields: [{name: a, address: 1, power_factor: zz}]",
        "defaults: {table: input, type: u16}\nfields: [{name: a, address: 1, role: zz}]",
        "defaults: {table: input, type: u16}\nfields: [{name: a, address: 1, secondary: [zz]}]",
        "forbidden: [{table: coil, address: 1, access: zz}]", "clock: {table: holding, address: 1, format: zz}",
        "requests: {write_functions: [zz]}",
    ])
    func everyWordIsOnThePage(text: String) throws {
        let error = try #require(self.error(text))
        #expect(error.problem == "found `zz`")
        for word in error.expected.dropFirst("one of ".count).split(separator: ", ") {
            #expect(self.page.contains("`\(word)`"), "\(word)")
        }
    }

    private func error(_ text: String) -> YAMLError? {
        do {
            _ = try DeviceProfile(
                yaml: "profile: p\nvendor: v\nmodel: m\nkind: meter\n\(text)\nsources: [s]\n", file: "x.yaml")
            return nil
        } catch {
            return error
        }
    }
}
