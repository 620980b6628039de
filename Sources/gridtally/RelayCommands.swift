import Appliance
import ArgumentParser
import Foundation

struct RelayGroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "The relays of this box's meters: how they stand, pairing, and what a crew may do.",
        discussion: FieldOptions.discussion,
        subcommands: [Status.self, Pair.self, Override.self, Resume.self, Clear.self, Confirm.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every relay: state, read-back, locks, tags; exits 1 where one is locked or unknown.",
            discussion: "Without the service each relay is read back from its line; nothing is switched or written.")

        @OptionGroup var field: FieldOptions

        func run() async throws {
            let report = try await self.field.desk().relays()
            print(self.field.json ? try ReportJSON.line(report) : report.text)
            if report.relays.contains(where: { $0.lock != nil || $0.output == "unknown" || !$0.unreadable.isEmpty })
                || report.tagsUnreadable != nil
            {
                throw ExitCode(ExitStatus.found)
            }
        }
    }

    struct Pair: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The guided trip at commissioning: opens the relay once, and only its own meter may drop.",
            discussion: """
                Tell the house first, and have something of at least 50 W switched on in it. The relay opens for some \
                seconds while every meter of the box is watched, and closes again by itself, also where this command or the \
                box dies. Of a meter that gives pulses, open a tap behind it and leave it open, or let people walk through \
                its gate: ten pulses are waited for, a minute at least and a quarter of an hour at most; then it is shut for \
                two minutes and as long as they took, and none may come. No order moves a relay that was never paired. \
                Exits 1 where it was not shown.
                """)

        @Argument(help: "Label of the meter.") var meter: String
        @Option(help: "Why, for the record.") var reason = "commissioning"
        @Flag(help: "The people in the house know; do not ask.") var yes = false
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func run() async throws {
            let desk = try self.field.desk()
            // What has to be done there first is said even where nobody is asked.
            let instruction = try await desk.pairsByFlow(self.meter) ? Self.flow(self.meter) : nil
            if let instruction { CrewConsent.say(instruction) }
            try CrewConsent.ask(
                "The supply of \(self.meter) goes off for some \(instruction == nil ? "seconds" : "minutes"). Type yes: ",
                isGiven: self.yes)
            try self.field.show(
                try await desk.pair(self.meter, person: self.who.name, reason: self.reason, key: self.who.file))
        }

        private static func flow(_ meter: String) -> String {
            "Open a tap behind \(meter) and leave it open until this ends (at a gate, let people walk through one after the "
                + "other). Ten pulses are waited for, 1 minute at least and 15 at most; then it is shut for 2 minutes and as "
                + "long again as they took, and opened."
        }
    }

    struct Override: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a supply on, and let no order trip it for some hours.",
            discussion: """
                Recorded on the chain with your name and reason. When the time is over nothing moves: orders from before \
                wait until somebody gives `gridtally relay resume`. A safety tag goes before an override.
                """)

        @Argument(help: "Label of the meter.") var meter: String
        @Option(help: "For how long, up to 72 hours.") var hours: Double
        @Option(help: "Why, for the record.") var reason: String
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func validate() throws {
            guard self.hours > 0, self.hours <= 72 else { throw ValidationError("--hours is above 0 and at most 72.") }
        }

        func run() async throws {
            try self.field.show(
                try await self.field.desk().override(
                    self.meter, hours: self.hours, person: self.who.name, reason: self.reason, key: self.who.file))
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an override, or the wait of an order that a tag had blocked: all guards decide again.",
            discussion: "Exits 1 where a tag blocks it still. A voucher's time ends by itself.")

        @Argument(help: "Label of the meter.") var meter: String
        @Option(help: "Why, for the record.") var reason: String
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func run() async throws {
            try self.field.show(
                try await self.field.desk().resume(
                    self.meter, person: self.who.name, reason: self.reason, key: self.who.file))
        }
    }

    struct Clear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the lock off a relay that you have looked at; what it is expected to be starts anew.")

        @Argument(help: "Label of the meter.") var meter: String
        @Option(help: "What was found.") var reason: String
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func run() async throws {
            try self.field.show(
                try await self.field.desk().clear(
                    self.meter, person: self.who.name, reason: self.reason, key: self.who.file))
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a reconnection go on that a tag or a lock had blocked.",
            discussion: "Exits 1 where it is blocked still, and 4 where none waits.")

        @Argument(help: "Label of the meter.") var meter: String
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func run() async throws {
            try self.field.show(
                try await self.field.desk().confirm(self.meter, person: self.who.name, key: self.who.file))
        }
    }
}

extension RelaysReport {
    fileprivate var text: String {
        let rate =
            self.tripsInMinute.map { "trips: \($0) in the last minute, \(self.tripsInHour ?? 0) in the last hour" }
            ?? "recent trips are not known: nothing is disconnected"
        let tags = self.tagsUnreadable.map { ["TAGS CANNOT BE READ, nothing is switched: \($0)"] } ?? []
        let relays = self.relays.isEmpty ? ["no relays"] : self.relays.map(\.text)
        return (tags + relays + [rate]).joined(separator: "\n")
    }
}

extension RelayStatusReport {
    fileprivate var text: String {
        let seen = self.readBackAt.map { "read back \($0), \(self.readBackAgeSeconds ?? 0) s ago" } ?? "not read back"
        let open = self.output == "open" ? "\n  NOT ISOLATED: test before touch" : ""
        let head =
            "\(self.meter): \(self.controlState), output \(self.output) (\(seen)); \(self.device) \(self.channel) on \(self.bus)"
        let paired =
            self.pairedAt.map { "paired \($0)" + (self.pairedBy.map { " by \($0)" } ?? " (configuration)") }
            ?? "NOT PAIRED: never switched; `gridtally relay pair \(self.meter)`"
        let more: [String?] = [
            self.lock.map { "LOCKED: \($0)" }, self.undeclared.map { "never driven: \($0) is not declared" }, paired,
            self.hold.map { "held: \($0)" }, self.order.map { "order \($0) in force" },
            self.awaitsConfirmation.map { "may be switched on (\($0)): `gridtally relay confirm \(self.meter)`" },
            self.last.map { "last: \($0)" },
        ]
        let lines =
            more.compactMap { $0 } + self.tags.map { "tag \($0)" } + self.unreadable.map { "CANNOT BE READ: \($0)" }
        return head + open + lines.map { "\n  \($0)" }.joined()
    }
}
