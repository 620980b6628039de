/// One command with its arguments and its subcommands, as ArgumentParser describes them in JSON.
struct CommandDescription: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool
    var arguments: [ArgumentDescription]?
    var subcommands: [CommandDescription]?

    /// What people are shown; `help` explains itself.
    var shownCommands: [CommandDescription] {
        (self.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    /// Without those that every command has.
    var ownArguments: [ArgumentDescription] {
        (self.arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.valueName) }
    }

    /// What ArgumentParser prints around the first command.
    struct Document: Decodable {
        var command: CommandDescription
    }
}

/// One option, flag or positional argument.
struct ArgumentDescription: Decodable {
    enum Kind: String, Decodable {
        case positional, option, flag
    }

    struct Name: Decodable {
        /// `long`, `short` or `longWithSingleDash`.
        var kind: String
        var name: String

        var text: String { (self.kind == "long" ? "--" : "-") + self.name }
    }

    var kind: Kind
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var discussion: String?
    var defaultValue: String?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool
}
