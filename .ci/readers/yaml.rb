# Reads files of YAML as Psych, the reader of Ruby and Jekyll, reads them: ruby yaml.rb FILE...
# Prints what yaml.mjs prints.

require "json"
require "psych"

points = ->(text) { text.is_a?(String) ? text.codepoints : [-1] }
ARGV.each do |file|
  data = Psych.safe_load(File.read(file, encoding: "UTF-8"))
  lists = [data["categories"], [data["title"]], data["body"], [data["seed"]].compact]
  puts JSON.generate(lists.map { |list| list.map(&points) })
rescue StandardError => error
  warn "#{file}: #{error.message}"
  puts "null"
end
