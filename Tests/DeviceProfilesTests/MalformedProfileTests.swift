import DeviceProfiles
import StrictYAML
import Testing

/// Mistakes that people make in profiles, each with exactly what they are told.
@Suite struct MalformedProfileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let yaml: String
        let message: String

        var testDescription: String { self.name }

        init(_ name: String, _ message: String, _ yaml: String) {
            (self.name, self.message, self.yaml) = (name, message, yaml)
        }

        /// A profile that is good but for one field.
        init(field name: String, _ message: String, _ field: String) {
            self.init(name, message, Self.profile(field))
        }

        /// A profile that is good but for what stands after its field.
        init(rest name: String, _ message: String, _ rest: String) {
            self.init(name, message, Self.profile("  - {name: f, address: 4, unit: Hz}", rest))
        }

        static func profile(_ fields: String, _ rest: String = "") -> String {
            "profile: test\nvendor: V\nmodel: M\nkind: meter\ndefaults: {table: holding, type: u16}\nfields:\n"
                + "\(fields)\n\(rest.isEmpty ? "" : rest + "\n")sources: [somewhere]\n"
        }
    }

    static let cases: [Case] = MalformedProfiles.fields + MalformedProfiles.rest + MalformedProfiles.heads

    @Test(arguments: Self.cases)
    func theMessageSaysWhereAndWhatToDo(item: Case) {
        do {
            _ = try DeviceProfile(yaml: item.yaml, file: "p.yaml")
            Issue.record("\(item.name) was accepted")
        } catch {
            #expect(error.description == item.message, "\(item.name)")
        }
    }

    @Test func theTableIsLongAndTheSampleGood() throws {
        #expect(Self.cases.count >= 40)
        #expect(Set(Self.cases.map(\.message)).count == Self.cases.count)
        _ = try DeviceProfile(yaml: Case.profile("  - {name: f, address: 4}"), file: "p.yaml")
    }
}
