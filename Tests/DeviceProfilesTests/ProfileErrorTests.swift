import DeviceProfiles
import StrictYAML
import Testing

/// Every complaint names file, line, column, the way to the key, what was expected and what to do.
@Suite struct ProfileErrorTests {
    private func profile(
        head: String = "", field: String = "{name: a, address: 4, type: u16}", rest: String = ""
    ) -> String {
        """
        profile: test
        vendor: V
        model: M
        kind: meter
        defaults: {table: input}
        \(head)
        fields:
          - \(field)
        \(rest)
        sources: [somewhere]
        """
    }

    private func error(_ yaml: String) -> YAMLError? {
        do {
            _ = try DeviceProfile(yaml: yaml, file: "test.yaml")
            return nil
        } catch {
            return error
        }
    }

    @Test func theSampleIsGood() {
        #expect(self.error(self.profile()) == nil)
    }

    @Test func unknownKeysSuggestTheNearest() throws {
        let error = try #require(self.error(self.profile(field: "{name: a, adress: 4, type: u16}")))
        #expect(error.kind == .unknownKey("adress", nearest: "address"))
        #expect(error.location == YAMLLocation(file: "test.yaml", line: 8, column: 15) && error.field == "fields[0]")
        #expect(error.description.hasPrefix("test.yaml:8:15: fields[0]: unknown key `adress`; expected one of name,"))
        #expect(error.description.hasSuffix("Did you mean `address`?"))
        let stranger = try #require(self.error(self.profile(field: "{name: a, xylophone: 4}")))
        #expect(stranger.kind == .unknownKey("xylophone", nearest: nil))
    }

    @Test func missingKeysAreNamed() throws {
        let error = try #require(self.error(self.profile(field: "{name: a, type: u16}")))
        #expect(error.kind == .missingKey("address"))
        #expect(error.location == YAMLLocation(file: "test.yaml", line: 8, column: 5) && error.field == "fields[0]")
        for key in ["profile", "vendor", "model", "kind", "sources", "fields"] {
            let text = self.profile().split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix(key) && !(key == "fields" && $0.hasPrefix("  -")) }.joined(separator: "\n")
            #expect(self.error(text)?.kind == .missingKey(key))
        }
    }

    @Test(arguments: [
        ("{name: a, address: 70000, type: u16}", "fields[0].address", "70000"),
        ("{name: a, address: 65535, type: u32}", "fields[0].address", "65535"),
        ("{name: a, address: -1, type: u16}", "fields[0].address", "-1"),
        ("{name: a, address: +1, type: u16}", "fields[0].address", "+1"),
        ("{name: a, address: 1e3, type: u16}", "fields[0].address", "1e3"),
        ("{name: a, address: 99999999999999999999999, type: u16}", "fields[0].address", "99999999999999999999999"),
        ("{name: a, address: , type: u16}", "fields[0].address", "nothing"),
        ("{name: a, address: [1], type: u16}", "fields[0].address", "a list"),
        ("{name: a, address: {b: 1}, type: u16}", "fields[0].address", "a mapping"),
        ("{name: a, address: 4, type: u17}", "fields[0].type", "u17"),
        ("{name: A, address: 4, type: u16}", "fields[0].name", "A"),
        ("{name: a, address: 4, type: u16, unit: KWH}", "fields[0].unit", "KWH"),
        ("{name: a, address: 4, type: u16, scale: -1}", "fields[0].scale", "-1"),
        ("{name: a, address: 4, type: u16, scale: 0}", "fields[0].scale", "0"),
        ("{name: a, address: 4, type: u16, scale: 1e-3}", "fields[0].scale", "1e-3"),
        ("{name: a, address: 4, type: u16, scale: .nan}", "fields[0].scale", ".nan"),
        ("{name: a, address: 4, type: u16, obis: \"1.8.0\"}", "fields[0].obis", "1.8.0"),
        ("{name: a, address: 4, type: u16, absent: [0x10000]}", "fields[0].absent[0]", "0x10000"),
        ("{name: a, address: 4, type: u16, order: BACD}", "fields[0].order", "BACD"),
        ("{name: a, address: 4, type: u16, access: w}", "fields[0].access", "w"),
        ("{name: a, address: 4, type: u16, registers: 2}", "fields[0].registers", "registers"),
        ("{name: a, address: 4, type: string, registers: 2, scale: 1}", "fields[0].scale", "scale"),
        ("{name: a, address: 4, type: string, registers: 0}", "fields[0].registers", "0"),
        ("{name: a, address: 4, type: bits, first_bit: 15, bits: 2}", "fields[0].bits", "2"),
        ("{name: a, address: 4, type: coil}", "fields[0]", "type coil in table input"),
        ("{name: a, address: 4, type: u16, table: coil}", "fields[0]", "type u16 in table coil"),
        ("{name: a, address: 4, type: u16, power_factor: schneider-4q}", "fields[0]", "power_factor"),
        ("just text", "fields[0]", "just text"),
    ])
    func wrongValuesAreNamed(field: String, path: String, found: String) throws {
        let error = try #require(self.error(self.profile(field: field)))
        #expect(error.kind == .value && error.field == path)
        #expect(["found \(found)", "found `\(found)`"].contains(error.problem))
        #expect(error.location.line == 8 && error.location.column >= 5)
        #expect(!error.expected.isEmpty && !error.advice.isEmpty)
    }

    @Test func duplicatesAndOverlapsAreRefused() {
        let same = "{name: a, address: 4, type: u16}\n  - {name: a, address: 5, type: u16}"
        let obis =
            "{name: a, address: 4, type: u16, obis: \"1-0:1.8.0\"}\n"
            + "  - {name: b, address: 5, type: u16, obis: \"1-0:1.8.0\"}"
        let keys = "{name: a, name: b, address: 4, type: u16}"
        let taggedKeys = "{name: a, !tag name: b, address: 4, type: u16}"
        for field in [same, obis, keys, taggedKeys] {
            #expect(self.error(self.profile(field: field))?.kind == .duplicate, "\(field)")
        }
        let overlap = "{name: a, address: 4, type: u32}\n  - {name: b, address: 5, type: u16}"
        #expect(self.error(self.profile(field: overlap))?.description.contains("a has them too") == true)
        let bits =
            "{name: a, address: 4, type: bits, first_bit: 0, bits: 1}\n"
            + "  - {name: b, address: 4, type: bits, first_bit: 1, bits: 1}"
        #expect(self.error(self.profile(field: bits)) == nil)
        let tables = "{name: a, address: 4, type: u16}\n  - {name: b, address: 4, table: holding, type: u16}"
        #expect(self.error(self.profile(field: tables)) == nil)
    }

    @Test func fieldsKeepToTheDevicesLimits() {
        let aligned = self.profile(head: "requests: {alignment: 2}", field: "{name: a, address: 5, type: u16}")
        #expect(self.error(aligned)?.field == "fields[0].address")
        let long = self.profile(head: "requests: {maximum_registers: 2}", field: "{name: a, address: 4, type: u64}")
        #expect(self.error(long)?.field == "fields[0]")
    }

    @Test func identificationSpeaksOfFieldsThatExist() throws {
        func error(_ check: String) -> YAMLError? {
            self.error(self.profile(field: "{name: f, address: 4, type: u16, unit: Hz}", rest: "identify: [\(check)]"))
        }
        #expect(error("{field: f, between: [45, 65.5]}") == nil)
        #expect(error("{field: g, between: [45, 65]}")?.field == "identify[0].field")
        #expect(error("{field: f, between: [65, 45]}")?.field == "identify[0].between")
        #expect(error("{field: f, between: [65]}")?.field == "identify[0].between")
        #expect(error("{field: f, between: [45, 65], equals: [1]}")?.field == "identify[0]")
        #expect(error("{field: f, begins: x}")?.field == "identify[0]")
        #expect(error("{field: f}")?.field == "identify[0]")
        let profile = try DeviceProfile(
            yaml: self.profile(
                field: "{name: f, address: 4, type: u16, unit: Hz}", rest: "identify: [{field: f, between: [45, 65.5]}]"
            ),
            file: "x")
        #expect(profile.identification[0].accepts(.value(65_500)))
        #expect(!profile.identification[0].accepts(.value(65_501)))
        #expect(!profile.identification[0].accepts(.absent(.notFinite)))
    }

    @Test(arguments: [
        ("write: {function: 15, close: 1, open: 0}", "relay.write.function"),
        ("write: {function: 5, close: 0x5500, open: 0}", "relay.write"),
        ("write: {function: 6, close: 1, open: 1}", "relay.write"),
        ("write: {function: 6, close: 0x10000, open: 1}", "relay.write.close"),
    ])
    func dangerousRelayCommandsAreRefused(write: String, path: String) {
        let yaml = """
            profile: test
            vendor: V
            model: M
            kind: relay-module
            relay:
              \(write)
              read_back: {table: coil, closed: 1, open: 0}
              channels: [{channel: 1, address: 0}]
            sources: [somewhere]
            """
        #expect(self.error(yaml)?.field == path)
    }

    @Test func whatIsDeclaredOfARelayIsKept() throws {
        let yaml = """
            profile: test
            vendor: V
            model: M
            kind: relay-module
            relay:
              write: {function: 16, close: 1, open: 2}
              read_back: {table: discrete, closed: 0, open: 1}
              channels: [{channel: 2, address: 9, read_back_address: 3}, {channel: 1, address: 8}]
              latching: true
              power_up: unchanged
              side: load
              breaking_current_ma: 80000
              contact: normally-closed
            sources: [somewhere]
            """
        let relay = try #require(try DeviceProfile(yaml: yaml, file: "x").relay)
        #expect(relay.channels.map(\.number) == [1, 2])
        #expect(relay.isLatching == true && relay.powerUpState == .unchanged && relay.side == .load)
        #expect(relay.breakingMilliamperes == 80_000 && relay.normallyClosed == true)
        #expect(relay.channel(2)?.readBack == .init(table: .discreteInput, address: 3, closedValue: 0, openValue: 1))
        #expect(relay.channel(1)?.table == .holdingRegister && relay.channel(3) == nil)
    }

    @Test func aCatalogRefusesTheSameNameTwice() {
        #expect(throws: ProfileError.duplicateProfile(name: "test", files: ["a.yaml", "b.yaml"])) {
            try ProfileCatalog(files: [("a.yaml", self.profile()), ("b.yaml", self.profile())])
        }
    }
}
