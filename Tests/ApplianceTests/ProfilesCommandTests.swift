import Foundation
import Testing

@Suite("Profiles command", .timeLimit(.minutes(2)))
struct ProfilesCommandTests {
    private static func profiles(_ arguments: String...) async throws -> CommandResult {
        let folder = try TemporaryFolder()
        let result = try await run(Executable.file, ["profiles"] + arguments, in: folder.url)
        withExtendedLifetime(folder) {}
        return result
    }

    @Test("the list fits a terminal and has every file")
    func list() async throws {
        let result = try await Self.profiles("list", "--profiles", Executable.profiles.path)
        #expect(result.code == 0 && result.errors.isEmpty, "\(result)")
        let lines = result.output.split(separator: "\n")
        let files = try FileManager.default.contentsOfDirectory(atPath: Executable.profiles.path).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(lines.count == files.count + 1)
        for line in lines { #expect(line.count <= 80, "\(line)") }
        let json = try await Self.profiles("list", "--json", "--profiles", Executable.profiles.path)
        let objects = try json.objects()
        #expect(objects.count == files.count)
        #expect(objects.allSatisfy { $0["name"] != nil && $0["kind"] != nil && $0["has_clock"] != nil })
    }

    @Test("one profile shows each address in four notations, its relay and its clock")
    func show() async throws {
        let schneider = try await Self.profiles("show", "schneider-iem3155", "--profiles", Executable.profiles.path)
        #expect(schneider.code == 0, "\(schneider)")
        #expect(schneider.output.contains("holding 3203  0x0C83  3204  43204"))
        #expect(schneider.output.contains("holding 1844") && schneider.output.contains("command 1003"))
        for line in schneider.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        let meter = try await Self.profiles("show", "hiking-dds238", "--profiles", Executable.profiles.path)
        #expect(meter.output.contains("channel 1: function 16 to holding 26"))
        #expect(meter.output.contains("holding 0 to 1, may be read: a write there erases"))
        let json = try await Self.profiles("show", "orno-we-514", "--json", "--profiles", Executable.profiles.path)
        let object = try #require(try json.objects().first)
        #expect(object["fields"] is [Any] && object["maximum_registers"] as? Int == 125)
        #expect(json.output.contains("440961"), "six digits where five do not suffice")
        let missing = try await Self.profiles("show", "eastron", "--profiles", Executable.profiles.path)
        #expect(missing.code == 2 && missing.errors.contains("eastron-sdm630"), "\(missing)")
    }

    @Test("a check says OK or where the mistake is")
    func check() async throws {
        let good = Executable.profiles.appending(path: "abb-b23.yaml").path
        let passed = try await Self.profiles("check", good)
        #expect(passed.code == 0 && passed.output.contains("OK, meter abb-b23"), "\(passed)")
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: good, encoding: .utf8)
        try folder.write("bad.yaml", text.replacing("unit: Hz", with: "unit: hz"))
        let bad = folder.file("bad.yaml").path
        let failed = try await Self.profiles("check", good, bad, folder.file("none.yaml").path)
        #expect(failed.code == 1 && failed.output.contains("OK, meter abb-b23"), "\(failed)")
        #expect(failed.output.contains("bad.yaml:30:") && failed.output.contains("Did you mean `Hz`?"), "\(failed)")
        #expect(failed.output.contains("none.yaml: cannot be read"), "\(failed)")
        let json = try await Self.profiles("check", "--json", good, bad)
        #expect(json.code == 1)
        #expect(try json.objects().map { $0["ok"] as? Bool } == [true, false])
    }
}
