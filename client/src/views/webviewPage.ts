/** The page of a web view: nothing but its own script and style, and pictures of the folders that it is given. */
import * as vscode from 'vscode';

export type Page = {
	/** Name of the script in `dist/webview`. */
	readonly script: string;
	/** HTML that is there before the script runs; no text of the workspace. */
	readonly body?: string;
	/** For the script, as JSON in `document.body.dataset.state`. */
	readonly state?: unknown;
};

export function page(webview: vscode.Webview, extension: vscode.Uri, { script, body = '', state }: Page): string {
	const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', name)).toString();
	const nonce = crypto.randomUUID();
	const policy = `default-src 'none'; img-src ${webview.cspSource}; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
	const given = JSON.stringify(state ?? null)
		.replaceAll('&', '&amp;')
		.replaceAll('"', '&quot;')
		.replaceAll('<', '&lt;');
	return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${file('panels.css')}">
<title></title>
</head>
<body data-state="${given}">
${body}
<script nonce="${nonce}" src="${file(`${script}.js`)}"></script>
</body>
</html>`;
}
