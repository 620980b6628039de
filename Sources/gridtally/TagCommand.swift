import Appliance
import ArgumentParser
import Foundation

struct TagCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Safety tags: while one is on a place, nothing below it is switched by remote.",
        discussion: """
            A tag blocks every close and every trip below a meter, bus, transformer or feeder until the person who placed it \
            removes it, or two officers do. It is no isolation: test before touch. \(FieldOptions.discussion)
            """,
        subcommands: [Add.self, Remove.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Place a tag before work.",
            discussion: """
                gridtally tag add transformer T1 --reason "joint on L2" --key keys/meena.key --person "R. Meena"
                """)

        @Argument(help: "meter, bus, transformer or feeder.") var kind: String
        @Argument(help: "Its label.") var label: String
        @Option(help: "What work is done there.") var reason: String
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func run() async throws {
            try self.field.show(
                try await self.field.desk().placeTag(
                    self.kind, self.label, person: self.who.name, reason: self.reason, key: self.who.file))
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove your own tag; as an officer, consent to the removal of another's.",
            discussion: "Exits 1 where a second officer has to consent. Nothing moves by itself when a tag goes.")

        @Argument(help: "The first digits of the tag's number, at least 4, as `gridtally tag list` shows it.")
        var tag: String
        @OptionGroup var who: PersonOptions
        @OptionGroup var field: FieldOptions

        func run() async throws {
            try self.field.show(
                try await self.field.desk().removeTag(self.tag, person: self.who.name, key: self.who.file))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the tags in force.")

        @OptionGroup var field: FieldOptions

        func run() async throws {
            let tags = try await self.field.desk().tags()
            guard !self.field.json else { return try tags.forEach { print(try ReportJSON.line($0)) } }
            print(tags.isEmpty ? "no tags" : tags.map(\.line).joined(separator: "\n"))
        }
    }
}

extension TagReport {
    fileprivate var line: String {
        let doubt = self.isSigned ? "" : "  SIGNATURE DOES NOT HOLD"
        let consents = self.consents == 0 ? "" : "  \(self.consents) of 2 officers consent to its removal"
        return
            "\(self.id.prefix(8))  \(self.place)  \(self.person) since \(self.placedAt): \(self.reason)\(consents)\(doubt)"
    }
}
