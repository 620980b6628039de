import Appliance
import ArgumentParser
import Foundation

struct TariffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tariff", abstract: "Check tariff files, explain them, and compute bills from them.",
        subcommands: [Check.self, Explain.self, Compute.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check tariff files; exit code 1 where one has an error.")

        @Argument(help: "Tariff files.") var files: [String]
        @Flag(help: "Print JSON: one object a line.") var json = false

        func run() throws {
            let checks = self.files.map { TariffCheck(URL(fileURLWithPath: $0)) }
            for check in checks { print(self.json ? try ReportJSON.line(check) : check.text) }
            if checks.contains(where: { !$0.ok }) { throw ExitCode(ExitStatus.found) }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say in plain words what each line of a tariff charges.")

        @Argument(help: "A tariff file.") var file: String
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let report = try TariffExplanation(TariffDocument.read(URL(fileURLWithPath: self.file)))
            print(self.json ? try ReportJSON.line(report) : report.text)
        }
    }

    struct Compute: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compute a bill: each line with its inputs, and the total.",
            discussion: """
                Quantities and power have their unit: 120kWh, 21kL, 13km, 5kW, 12kVA. What a line of the tariff needs \
                and no option gives is an error that names the option. With --expect, exit code 1 where the total is \
                another.
                """)

        @Argument(help: "A tariff file.") var file: String
        @Option(help: "What was used, such as 120kWh.") var quantity: String
        @Option(help: "Days of the period.") var days: Int64 = 30
        @Option(help: "Days that the tariff's limits and sums are for.") var referenceDays: Int64 = 30
        @Option(help: "Sanctioned load, such as 5kW.") var load: String?
        @Option(help: "Energy fed back.") var exported: String?
        @Option(help: "Surplus that the last bill carried on.") var carriedExport: String?
        @Option(help: "Rated power of the consumer's plant.") var plant: String?
        @Option(help: "Apparent energy, such as 130kVAh.") var apparent: String?
        @Option(help: "Reactive energy, such as 20kvarh.") var reactive: String?
        @Option(help: "Maximum demand, such as 12kW; in kVA under a tariff for kVAh.") var demand: String?
        @Option(help: "Contract demand; the sanctioned load without it.") var contract: String?
        @Option(help: "Quantity by time of day, such as weekday:06:00-08:00=12kWh; once for each part.")
        var timed: [String] = []
        @Option(help: "Day and time of one use, such as sunday:09:30.") var at: String?
        @Option(help: "What is unpaid and days since it was due, such as 500.00:20; once for each bill.")
        var arrears: [String] = []
        @Option(name: .customLong("class"), help: "A class of the consumer; once for each.") var classes: [String] = []
        @Flag(help: "Supply is paid for before.") var prepaid = false
        @Flag(help: "The bill before was paid by its due date, or was not.") var payment: LastPayment?
        @Option(help: "What the last bill's rounding left, in rupees.") var carried: String?
        @Option(help: "A day such as 2026-04-01; exit code 1 where the tariff was not made for it.") var on: String?
        @Option(help: "The total that is expected, in rupees.") var expect: String?
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let expected = try self.expect.map { text in
                guard let paise = Amount.paise(text) else {
                    throw ValidationError("--expect: found `\(text)`; expected rupees such as 975.50")
                }
                return paise
            }
            let bill = try TariffBill(TariffDocument.read(URL(fileURLWithPath: self.file)), self.question)
            print(self.json ? try ReportJSON.line(bill) : bill.text)
            if let expected, expected != bill.totalPaise {
                CrewScreen.complain(
                    "gridtally: the total is \(Amount.rupees(bill.totalPaise)), expected \(Amount.rupees(expected))")
                throw ExitCode(ExitStatus.found)
            }
            if !bill.notes.isEmpty { throw ExitCode(ExitStatus.found) }
        }

        private var question: TariffQuestion {
            var question = TariffQuestion(quantity: self.quantity)
            (question.days, question.referenceDays) = (self.days, self.referenceDays)
            (question.load, question.demand, question.contract) = (self.load, self.demand, self.contract)
            (question.exported, question.carriedExport) = (self.exported, self.carriedExport)
            (question.plant, question.apparent, question.reactive) = (self.plant, self.apparent, self.reactive)
            (question.timed, question.at, question.arrears) = (self.timed, self.at, self.arrears)
            (question.classes, question.isPrepaid) = (self.classes, self.prepaid)
            (question.paidPromptly, question.carried) = (self.payment.map { $0 == .paidPromptly }, self.carried)
            question.on = self.on
            return question
        }
    }

    enum LastPayment: String, EnumerableFlag {
        case paidPromptly
        case paidLate
    }
}
