import Foundation
import TestSupport
import Testing

@Suite("Tariff command", .timeLimit(.minutes(2)))
struct TariffCommandTests {
    private static let folder = Executable.profiles.appending(path: "tariffs")
    private static let rajasthan = Self.folder.appending(path: "rajasthan-domestic.yaml").path

    private static func tariff(_ arguments: String...) async throws -> CommandResult {
        let folder = try TemporaryFolder()
        let result = try await run(Executable.file, ["tariff"] + arguments, in: folder.url)
        withExtendedLifetime(folder) {}
        return result
    }

    @Test("a check says OK with the hash, or where the mistake is")
    func check() async throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: Self.rajasthan, encoding: .utf8)
        try folder.write("bad.yaml", text.replacing("slab: telescopic", with: "slab: telescopc"))
        try folder.write("gaps.yaml", Self.gaps)
        let (bad, gaps) = (folder.file("bad.yaml").path, folder.file("gaps.yaml").path)
        let passed = try await Self.tariff("check", Self.rajasthan, gaps)
        #expect(passed.code == 0 && passed.errors.isEmpty, "\(passed)")
        #expect(passed.output.contains("OK, Rajasthan domestic LT 2025-26, illustrative, 5 lines for kWh"), "\(passed)")
        #expect(
            passed.output.contains("note: line \"pump\" charges nothing on a sunday at 00:00-06:00 and 18:00-24:00"),
            "\(passed)")
        let failed = try await Self.tariff("check", Self.rajasthan, bad, folder.file("none.yaml").path)
        #expect(failed.code == 1 && failed.output.contains("OK, Rajasthan"), "\(failed)")
        #expect(
            failed.output.contains("bad.yaml:15:") && failed.output.contains("Did you mean `telescopic`?"), "\(failed)")
        #expect(failed.output.contains("none.yaml: cannot be read"), "\(failed)")
        let json = try await Self.tariff("check", "--json", Self.rajasthan, bad)
        let objects = try json.objects()
        #expect(json.code == 1 && objects.map { $0["ok"] as? Bool } == [true, false])
        #expect((objects[0]["hash"] as? String)?.count == 64)
    }

    private static let gaps = """
        label: gaps
        authority: a
        order: o
        standing: illustrative
        unit: kL
        lines:
          - name: pump
            time_of_day_rate:
              - {hours: 00:00-24:00, days: [weekday, saturday, holiday], rate: 1}
              - {hours: 06:00-18:00, days: sunday, rate: 1}
        """

    @Test("every tariff of the product is good and is explained in plain words")
    func explain() async throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
            .map { Self.folder.appending(path: $0).path }
        let folder = try TemporaryFolder()
        let all = try await run(Executable.file, ["tariff", "check"] + files, in: folder.url)
        #expect(all.code == 0 && !all.output.contains("note:"), "\(all)")
        let rajasthan = try await Self.tariff("explain", Self.rajasthan)
        for words in [
            "by RERC, order: press reports of 3 October 2025; illustrative", "valid from 2025-10-03",
            "above 50 kWh up to 150 kWh: 6.00 ₹/kWh", "above 500 kWh: 800.00 ₹",
            "12:00-16:00 every day: 10 % of energy off", "only for a sanctioned load above 10 kW",
        ] {
            #expect(rajasthan.output.contains(words), "no '\(words)' in \(rajasthan)")
        }
        let factory = try await Self.tariff("explain", Self.folder.appending(path: "example-factory.yaml").path)
        for words in [
            "all kVAh at 6.50 ₹/kVAh", "or of 75 % of the contract demand where that is more",
            "0.90 to below 0.95: nothing", "0.95 and above: 1 % of energy off", "of up to 100 kWh",
            "paid by State of Nowhere", "0.05 % of each unpaid bill for each day", "   not for class government",
        ] {
            #expect(factory.output.contains(words), "no '\(words)' in \(factory)")
        }
        let json = try await Self.tariff("explain", "--json", Self.rajasthan)
        let object = try #require(try json.objects().first)
        #expect((object["lines"] as? [Any])?.count == 5 && object["valid_from"] as? String == "2025-10-03")
        let missing = try await Self.tariff("explain", "nothing.yaml")
        #expect(missing.code == 2 && missing.errors.contains("cannot be read"), "\(missing)")
    }

    @Test("a bill has each line with what it was computed from, and the total")
    func compute() async throws {
        let bill = try await Self.tariff("compute", Self.rajasthan, "--quantity", "120kWh")
        #expect(bill.code == 0 && bill.errors.isEmpty, "\(bill)")
        for words in ["50 kWh at 4.75 ₹/kWh", "70 kWh at 6.00 ₹/kWh", "657.50 ₹", "975.50 ₹"] {
            #expect(bill.output.contains(words), "no '\(words)' in \(bill)")
        }
        let json = try await Self.tariff(
            "compute", "--json", Self.rajasthan, "--quantity", "120kWh", "--load", "12kW",
            "--timed", "weekday:18:00-22:00=20kWh", "--timed", "sunday:00:00-06:00=100kWh")
        let object = try #require(try json.objects().first, "\(json)")
        let lines = try #require(object["lines"] as? [[String: Any]])
        #expect(object["total_paise"] as? Int == 97_550 + 1096)
        // Anyone recomputes a line from what it shows.
        for line in lines {
            let parts = try #require(line["parts"] as? [[String: Any]])
            let sum = parts.reduce(0.0) { sum, part in
                sum + Double(part["quantity"] as? Int ?? 0) * Double(part["rate"] as? Int ?? 0)
            }
            let divisor = Double((line["quantity_divisor"] as? Int ?? 0) * (line["basis_divisor"] as? Int ?? 0))
            let exact = sum * Double(line["factor"] as? Int ?? 0) / divisor
            #expect(abs(exact - Double(line["amount_paise"] as? Int ?? -1)) <= 0.5, "\(line)")
        }
    }

    @Test("the page shows what the commands print")
    func page() async throws {
        let page = try String(contentsOf: PackageFolder.file("docs/tariffs.md"), encoding: .utf8)
        let blocks = page.components(separatedBy: "```text\n$ gridtally ").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first?.replacing(" \\\n    ", with: " ")
        }
        #expect(blocks.count == 5)
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            at: folder.file("profiles"), withDestinationURL: Executable.profiles)
        for block in blocks {
            let parts = block.split(separator: "\n", maxSplits: 1)
            let arguments = parts[0].split(separator: " ").map(String.init)
            let result = try await run(Executable.file, arguments, in: folder.url)
            #expect(result.code == 0 && result.output == parts[1] + "\n", "\(result)")
        }
    }

    @Test("exit codes: 1 another total, 2 what makes no sense or is missing")
    func codes() async throws {
        let expected = try await Self.tariff("compute", Self.rajasthan, "--quantity", "120kWh", "--expect", "975.50")
        #expect(expected.code == 0, "\(expected)")
        let other = try await Self.tariff("compute", Self.rajasthan, "--quantity", "121kWh", "--expect", "975.50")
        #expect(other.code == 1 && other.errors.contains("expected 975.50 ₹"), "\(other)")
        for (day, code) in [("2025-10-03", 0), ("2025-10-02", 1)] as [(String, Int32)] {
            let dated = try await Self.tariff("compute", Self.rajasthan, "--quantity", "120kWh", "--on", day)
            #expect(dated.code == code && dated.output.contains("was not made for") == (code == 1), "\(dated)")
        }
        let cases: [([String], String)] = [
            (["--quantity", "120"], "--quantity: found `120`; expected a quantity with its unit, such as 120kWh"),
            (["--quantity", "120kWh", "--load", "12kW"], "--timed: is missing; expected the quantity by time of day"),
            (["--quantity", "120kWh", "--days", "0"], "period days is 0, outside 1 to 3660"),
            (["--quantity", "120kWh", "--timed", "weekday:00:00-06:00=100kWh"], "add up to 100000"),
            (["--quantity", "120kWh", "--expect", "much"], "--expect: found `much`"),
            (["--quantity", "120kWh", "--on", "today"], "--on: found `today`; expected a day such as 2026-04-01"),
            ([], "--quantity"),
        ]
        for (arguments, words) in cases {
            let folder = try TemporaryFolder()
            let result = try await run(
                Executable.file, ["tariff", "compute", Self.rajasthan] + arguments, in: folder.url)
            expect(result, code: 2, words: [words])
        }
    }
}
