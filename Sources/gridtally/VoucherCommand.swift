import Appliance
import ArgumentParser
import Foundation

struct VoucherCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voucher", abstract: "Vouchers for reconnection while the chain cannot be reached.",
        discussion: "A voucher is for one meter, is good once, and lets it be on until it expires.",
        subcommands: [Issue.self, Use.self, List.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a voucher for a payment. By a collector's or registrar's key; any box of the zone will do.")

        @Argument(help: "Label of the meter.") var meter: String
        @Option(help: "Your own reference of the payment.") var reference: String
        @Option(help: "Until it expires, up to 168 hours.") var hours: Double = 48
        @Option(help: "File of the signing key.") var key: String
        @OptionGroup var field: FieldOptions

        func validate() throws {
            guard self.hours > 0, self.hours <= 168 else {
                throw ValidationError("--hours is above 0 and at most 168.")
            }
        }

        func run() async throws {
            let report = try await self.field.desk().issueVoucher(
                self.meter, reference: self.reference, hours: self.hours, key: URL(fileURLWithPath: self.key))
            print(self.field.json ? try ReportJSON.line(report) : report.text)
        }
    }

    struct Use: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a supply on by a voucher, at the box of its meter.")

        @Argument(help: "The voucher, as it was handed out.") var voucher: String
        @OptionGroup var field: FieldOptions

        func run() async throws { try self.field.show(try await self.field.desk().useVoucher(self.voucher)) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the vouchers that were used: open, settled by a payment, or ended without one.")

        @OptionGroup var service: ServiceOptions
        @Flag(help: "Only those without a payment.") var open = false

        func run() async throws {
            let vouchers: [VoucherUseReport] = try await self.service.client.get("/api/v1/vouchers")
            try self.service.show(
                self.open ? vouchers.filter { $0.payment == nil } : vouchers, empty: "no vouchers", \.text)
        }
    }
}
